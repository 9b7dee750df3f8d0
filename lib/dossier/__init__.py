"""The files of one client: dictionary, reading, checking, storing; nothing else touches them."""

from lib.dossier.store import Dossier, DossierError

__all__ = ["Dossier", "DossierError"]
