"""Settle what can be settled while Menura runs, and say what this Menura is."""

from fastapi import APIRouter

from menura.api.deps import MenuraDep
from menura.api.schemas.settings import (
    AboutOut,
    LanguageTestIn,
    LanguageTestOut,
    SettingsEdit,
    SettingsOut,
)

router = APIRouter(tags=["settings"])


@router.get("/settings")
def get_settings(menura: MenuraDep) -> SettingsOut:
    """Return all that can be settled here, and what holds; secrets are never given out."""
    return SettingsOut.of(menura.settings, menura.settling.origin)


@router.patch("/settings")
def change_settings(body: SettingsEdit, menura: MenuraDep) -> SettingsOut:
    """Settle things; they hold from now on, in all processes.

    All of it is kept, or nothing. A key or token is forgotten when the address it was for becomes
    another server's and no new one comes with it.
    """
    menura.change_settings(body.values)
    return SettingsOut.of(menura.settings, menura.settling.origin)


@router.post("/settings/language/test")
def try_language_model(body: LanguageTestIn, menura: MenuraDep) -> LanguageTestOut:
    """Ask a language model something, to see that it answers; nothing is kept.

    The settled key is used for the settled server only, never for another address.
    """
    key = body.key.get_secret_value() if body.key is not None else None
    tried = menura.try_language_model(url=body.url, model=body.model, key=key)
    return LanguageTestOut(
        model=tried.model,
        seconds=round(tried.seconds, 3),
        answer=tried.answer,
        models=list(tried.models),
    )


@router.get("/about")
def get_about(menura: MenuraDep) -> AboutOut:
    """Return what this Menura is: its version, what it runs on, and where its data lies."""
    return AboutOut.of(menura)
