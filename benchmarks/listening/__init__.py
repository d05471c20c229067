"""Measure how well and how fast Menura listens.

::

    hearing           listen to many files, in several processes
    report            figures beside their goals
    rhythm_scores  key_scores  calibration  section_scores  retrieval_scores  class_scores
                      pure measures, each tested with small truths made by hand
    cost  peers  rhythm  key  samples  sections  loudness  similarity  throughput  moods  damage
                      the parts: each prints one table
    workbench         what parts share: rendered music, what was heard of it
"""
