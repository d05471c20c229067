"""Group a library into named playlists by an evolutionary search.

::

    options      check what is asked for; options <-> JSON
    score_vectors  scaling  dataset      library -> one file of numbers that every process reads
    sampling     which tracks an iteration looks at
    genomes  evolution                   what is tried next
    grouping     k-means, GMM, spectral, DBSCAN
    members  scoring                     how good a grouping is
    iterations   many of them, in threads
    playlists  diversity  naming         the winner -> playlists
    refresh  comparison                  versions: new music only; what changed
    search       the whole of it, and the parts a job and its children do
"""
