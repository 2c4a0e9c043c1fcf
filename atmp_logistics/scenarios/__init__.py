"""What a record or a product's path lets one expect: cohort statistics, simulation, models with their stated limits."""
