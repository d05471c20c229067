"""Know how music is made: a sentence and a reference become stems, a mix, a master and a report.

This room knows prompts, genres, scores, sounds, mixing, mastering and how to check what came out.
It never knows HTTP, SQL or how jobs are kept.
"""
