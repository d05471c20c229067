"""Every genre that Menura can make, as data; one module per family."""
