"""From the dossier of a client to one report: analysis on top, and three wings that serve it."""
