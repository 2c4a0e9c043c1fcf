"""Product files to products, and which version of a label was in force."""
