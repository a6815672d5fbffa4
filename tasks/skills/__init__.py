"""Skills: normal forms, the vocabulary of key skills, phrase matching, and distant skill tags."""
