"""The vault: keys of outside services, sealed per organisation; opened only here, never shown, never logged."""

from comity.platform.vault.keep import Secrets, everything, failed, forget, put, read, used
from comity.platform.vault.keys import configure, rewrap, rotate
from comity.platform.vault.seals import Unsealable, opened, seal
from comity.platform.vault.service import Field, Service

__all__ = [
    "Field",
    "Secrets",
    "Service",
    "Unsealable",
    "configure",
    "everything",
    "failed",
    "forget",
    "opened",
    "put",
    "read",
    "rewrap",
    "rotate",
    "seal",
    "used",
]
