"""What a study shows besides its curves: who beats whom, what was chosen, who wins where."""
