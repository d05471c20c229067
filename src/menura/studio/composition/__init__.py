"""Write the notes: plan in, score out."""
