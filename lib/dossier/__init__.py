"""The files of one client: dictionary, reading, checking, storing; nothing else touches them."""

from lib.dossier.reading import DossierError
from lib.dossier.store import Dossier

__all__ = ["Dossier", "DossierError"]
