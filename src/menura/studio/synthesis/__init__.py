"""Make the sounds: a part in, samples out."""
