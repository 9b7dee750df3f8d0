"""Broken dossiers: a small dossier that is in order, and one change per fault."""
