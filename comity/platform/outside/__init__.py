"""The one way out: every request to an outside service goes through here, with its timeouts, limits and log."""

from comity.platform.outside.client import Outside, configure
from comity.platform.outside.guard import check_url as guard_url
from comity.platform.outside.problems import Forbidden, OutsideDown, OutsideFailure

__all__ = ["Forbidden", "Outside", "OutsideDown", "OutsideFailure", "configure", "guard_url"]
