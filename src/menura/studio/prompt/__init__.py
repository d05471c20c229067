"""Read a sentence: prompt in, structured prompt out."""
