"""What the environment may say: every `PORTAL_…` name that exists, and how its value is read.

A misspelt name or an unreadable value stops the start with a sentence; a setting that is silently ignored is
how a portal ends up on the internet with demo personas.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

LOCAL_HOSTS = ("localhost", "127.0.0.1")

NAMES = {
    "PORTAL_ALLOWED_HOSTS": "host names, separated by commas; anything beyond localhost makes it production",
    "PORTAL_SECRET_KEY": "secret for signing, at least 50 characters",
    "PORTAL_SECRET_KEY_FILE": "file that holds that secret",
    "PORTAL_DATA_DIR": "folder for run-time files (SQLite, collected static files); default var/",
    "PORTAL_DEMO": "1: demo personas with one-click sign-in, on localhost only",
    "PORTAL_DEBUG": "1: Django's debug pages, on localhost only",
    "PORTAL_BASE_URL": "address under which readers reach the portal, for links in mails and feeds",
    "PORTAL_EMAIL_HOST": "SMTP server; without it mails are written to the log",
    "PORTAL_EMAIL_PORT": "SMTP port; default 25",
    "PORTAL_EMAIL_USER": "SMTP user",
    "PORTAL_EMAIL_PASSWORD": "SMTP password",
    "PORTAL_EMAIL_FROM": "sender address of the portal",
    "PORTAL_EMAIL_SECURITY": "starttls, tls or none; default none",
    "PORTAL_MAILS_PER_MINUTE": "how fast a newsletter goes out; default 120",
    "PORTAL_PROXIES": "number of trusted reverse proxies in front; default 0",
}


@dataclass(frozen=True)
class Environment:
    """The checked `PORTAL_…` variables."""

    hosts: tuple[str, ...]
    secret_key: str
    data_dir: Path
    demo: bool
    debug: bool
    base_url: str
    email: dict[str, str]
    mails_per_minute: int
    proxies: int

    @property
    def production(self) -> bool:
        """Whether the portal can be reached by others: then HTTPS and a secret of one's own are required."""
        return any(host not in LOCAL_HOSTS for host in self.hosts)


def _security(environ: Mapping[str, str]) -> str:
    """How the connection with the mail server is kept private: "starttls", "tls" or "none"."""
    given = environ.get("PORTAL_EMAIL_SECURITY", "none")
    if given not in ("starttls", "tls", "none"):
        raise ImproperlyConfigured(
            f"PORTAL_EMAIL_SECURITY is {given!r}. Gebruik starttls (meestal poort 587), tls (poort 465) of none."
        )
    return given


def _base_url(environ: Mapping[str, str], hosts: tuple[str, ...]) -> str:
    """On this machine only there is no certificate: links lead to the port that script/demo serves."""
    if set(hosts) <= set(LOCAL_HOSTS):
        port = environ.get("PORT", "")
        return f"http://127.0.0.1:{port if port.isdecimal() else 8000}"
    return f"https://{hosts[0]}"


def read(environ: Mapping[str, str], *, root: Path) -> Environment:
    """Read and check the environment; raises ImproperlyConfigured with a sentence on anything unknown."""
    for name in environ:
        if name.startswith("PORTAL_") and name not in NAMES:
            raise ImproperlyConfigured(
                f"{name} is geen instelling van het portaal. Bekend zijn: {', '.join(NAMES)}."
            )
    given = environ.get("PORTAL_ALLOWED_HOSTS", "")
    hosts = tuple(host.strip() for host in given.split(",") if host.strip()) or LOCAL_HOSTS
    env = Environment(
        hosts=hosts,
        secret_key="",
        data_dir=Path(environ.get("PORTAL_DATA_DIR") or root / "var"),
        demo=_flag(environ, "PORTAL_DEMO"),
        debug=_flag(environ, "PORTAL_DEBUG"),
        base_url=(environ.get("PORTAL_BASE_URL") or _base_url(environ, hosts)).rstrip("/"),
        email={name: environ.get(f"PORTAL_EMAIL_{name}", "") for name in ("HOST", "USER", "PASSWORD", "FROM")}
        | {"PORT": str(_whole(environ, "PORTAL_EMAIL_PORT", 25)), "SECURITY": _security(environ)},
        mails_per_minute=_whole(environ, "PORTAL_MAILS_PER_MINUTE", 120),
        proxies=_whole(environ, "PORTAL_PROXIES", 0),
    )
    for flag, name in ((env.demo, "PORTAL_DEMO"), (env.debug, "PORTAL_DEBUG")):
        if flag and env.production:
            raise ImproperlyConfigured(
                f"{name}=1 mag alleen als PORTAL_ALLOWED_HOSTS niets anders noemt dan {' en '.join(LOCAL_HOSTS)}; "
                f"nu staat daar {given!r}."
            )
    return Environment(**{**env.__dict__, "secret_key": _secret(environ, env)})


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0")
    if value not in ("0", "1", ""):
        raise ImproperlyConfigured(f"{name} is {value!r}; schrijf 1 (aan) of 0 (uit).")
    return value == "1"


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "") or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; schrijf een heel getal, zoals {default}.")
    return int(value)


def _secret(environ: Mapping[str, str], env: Environment) -> str:
    """The signing key. On localhost one is made and kept in the data folder; production must bring its own."""
    key = environ.get("PORTAL_SECRET_KEY", "")
    file = environ.get("PORTAL_SECRET_KEY_FILE", "")
    if file:
        try:
            key = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"PORTAL_SECRET_KEY_FILE {file!r} is niet te lezen: {error.strerror}."
            ) from error
    if key and len(key) < 50:
        raise ImproperlyConfigured(f"PORTAL_SECRET_KEY heeft {len(key)} tekens; gebruik er ten minste 50.")
    if key:
        return key
    if env.production:
        raise ImproperlyConfigured(
            "Zet PORTAL_SECRET_KEY of PORTAL_SECRET_KEY_FILE: zonder geheim geen productie."
        )
    kept = env.data_dir / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key(), encoding="utf-8")
        fresh.replace(kept)
    return kept.read_text(encoding="utf-8").strip()
