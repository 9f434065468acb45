"""Logging in: who a provider's subject is, by a known identity, an invitation or the organisation's own domain."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from plans.rules.identifier import new_id
from plans.rules.login import email_domain, role_at_first_login
from plans.rules.role import Side
from plans.rules.session import ATTEMPT_SECONDS, SESSION_HOURS, new_secret, secret_hash
from plans.rules.step_up import STEP_UP_SECONDS, Agreement
from plans.store.connection import Connection
from plans.store.login_attempt import LoginAttemptRow, delete_old_login_attempts, insert_login_attempt
from plans.store.login_connection import LoginConnectionRow, select_login_connection, select_login_domains
from plans.store.login_identity import (
    LoginIdentityRow,
    lock_login_subject,
    select_login_identity,
    upsert_login_identity,
)
from plans.store.login_invitation import select_login_invitation, use_login_invitation
from plans.store.person import (
    PersonRow,
    insert_membership,
    insert_person,
    select_memberships,
    select_people_by_email,
)
from plans.store.session import SessionRow, end_sessions, insert_session

MAX_NAME_LENGTH = 200


class LoginDenied(Exception):  # noqa: N818 - it names what happened
    """The provider vouched for somebody who has no place here; the message is for that person."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser takes to the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class ProvenLogin:
    """What a provider signed, checked: the claims and the token itself; and what it said of that subject besides."""

    connection: LoginConnectionRow
    claims: Mapping[str, Any]
    id_token: str
    browser: str
    userinfo: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def begin_login(
    connection: Connection,
    to: LoginConnectionRow,
    browser_secret: str,
    return_to: str,
    now: dt.datetime,
    *,
    invitation_secret: str | None = None,
) -> Begun:
    """Begin a login at a provider. Raises LoginDenied where an invitation is not for this organisation, or over."""
    async with connection.transaction():
        invitation_id = None
        if invitation_secret is not None:
            invitation = await select_login_invitation(connection, secret_hash(invitation_secret), now)
            if invitation is None or invitation.organisation_id != to.organisation_id:
                message = "This invitation is used already, over, or meant for another organisation. Ask for a new one."
                raise LoginDenied(message)
            invitation_id = invitation.id
        begun = Begun(new_secret(), new_secret(), new_secret())
        attempt = _attempt(to, begun, browser_secret, return_to, now, ATTEMPT_SECONDS)
        await delete_old_login_attempts(connection, now)
        await insert_login_attempt(connection, replace(attempt, invitation_id=invitation_id))
    return begun


async def begin_step_up(
    connection: Connection,
    to: LoginConnectionRow,
    session: SessionRow,
    agreement: Agreement,
    nonce: str,
    salt: bytes,
    browser_secret: str,
    return_to: str,
    now: dt.datetime,
) -> Begun:
    """Begin a fresh login of the person whose session this is; the nonce stands for the agreement."""
    begun = Begun(new_secret(), nonce, new_secret())
    said = json.dumps(
        {
            "purpose": agreement.purpose,
            "content": agreement.content_hash.hex(),
            "statement": agreement.statement_hash.hex(),
            "decision": agreement.decision,
            "salt": salt.hex(),
        }
    )
    async with connection.transaction():
        attempt = _attempt(to, begun, browser_secret, return_to, now, STEP_UP_SECONDS)
        await insert_login_attempt(connection, replace(attempt, purpose="step_up", session_id=session.id, step_up=said))
    return begun


def _attempt(
    to: LoginConnectionRow, begun: Begun, browser_secret: str, return_to: str, now: dt.datetime, seconds: int
) -> LoginAttemptRow:
    return LoginAttemptRow(
        organisation_id=to.organisation_id,
        state_hash=secret_hash(begun.state),
        connection_id=to.id,
        browser_hash=secret_hash(browser_secret),
        nonce=begun.nonce,
        verifier=begun.verifier,
        purpose="login",
        return_to=return_to,
        invitation_id=None,
        session_id=None,
        step_up=None,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=seconds),
    )


async def finish_login(
    connection: Connection,
    proven: ProvenLogin,
    attempt: LoginAttemptRow,
    old_secret: str | None,
    now: dt.datetime,
) -> str:
    """Begin a session for whom the provider vouched for; return its secret. The browser's old session ends.

    Raises LoginDenied where that person has no place here.
    """
    async with connection.transaction():
        to = await select_login_connection(connection, proven.connection.id)
        asked = proven.connection
        if to is None or (to.state, to.issuer, to.client_id) != ("active", asked.issuer, asked.client_id):
            message = "Your organisation has changed its login in this moment. Log in again."
            raise LoginDenied(message)
        subject = str(proven.claims["sub"])
        await lock_login_subject(connection, to.id, subject)
        person_id = await _find_person(connection, to, subject, proven, attempt, now)
        if old_secret is not None:
            await end_sessions(connection, now, "replaced", secret_hash=secret_hash(old_secret))
        secret = new_secret()
        row = SessionRow(
            organisation_id=to.organisation_id,
            id=new_id(),
            person_id=person_id,
            connection_id=to.id,
            issuer=to.issuer,
            subject=subject,
            browser=proven.browser,
            created_at=now,
            last_seen_at=now,
            expires_at=now + dt.timedelta(hours=SESSION_HOURS),
        )
        await insert_session(connection, row, secret_hash(secret), _text(proven.claims.get("sid")), proven.id_token)
    return secret


async def _find_person(
    connection: Connection,
    to: LoginConnectionRow,
    subject: str,
    proven: ProvenLogin,
    attempt: LoginAttemptRow,
    now: dt.datetime,
) -> UUID:
    identity = await select_login_identity(connection, to.organisation_id, to.id, to.issuer, subject)
    if identity is not None and await _is_member(connection, to, identity.person_id):
        return identity.person_id
    if attempt.invitation_id is not None:  # also of somebody who was removed and is invited again, as another person
        person_id = await _admit_invited(connection, to, attempt.invitation_id, proven, now)
    elif identity is None:
        person_id = await _admit_by_domain(connection, to, proven)
    else:
        message = f"You are no member of {to.organisation_name} here any more. Ask its administrator to invite you."
        raise LoginDenied(message)
    row = LoginIdentityRow(to.organisation_id, to.id, to.issuer, subject, person_id)
    await upsert_login_identity(connection, row)
    return person_id


async def _is_member(connection: Connection, to: LoginConnectionRow, person_id: UUID) -> bool:
    memberships = await select_memberships(connection, person_id)
    return any(membership.organisation_id == to.organisation_id for membership in memberships)


async def _admit_invited(
    connection: Connection,
    to: LoginConnectionRow,
    invitation_id: UUID,
    proven: ProvenLogin,
    now: dt.datetime,
) -> UUID:
    invitation = await use_login_invitation(connection, to.organisation_id, invitation_id, now)
    if invitation is None:
        message = "This invitation is used already or over. Ask for a new one."
        raise LoginDenied(message)
    if _email(proven) != invitation.email:
        message = (
            f"The invitation is for {invitation.email}, and your organisation's login did not say that this is you. "
            "Log in there with that account, or ask for an invitation to the right address."
        )
        raise LoginDenied(message)
    return invitation.person_id


async def _admit_by_domain(connection: Connection, to: LoginConnectionRow, proven: ProvenLogin) -> UUID:
    email = _email(proven)
    domain = email_domain(email) if email else None
    domains = await select_login_domains(connection, to.organisation_id, [to.id])
    if email is None or domain not in {row.domain for row in domains if row.verified}:
        message = (
            f"{to.organisation_name} has not invited you yet, and your e-mail address is not of a domain whose people "
            "may come without an invitation. Ask its administrator to invite you."
        )
        raise LoginDenied(message)
    for known in await select_people_by_email(connection, email):
        if await _is_member(connection, to, known.id):
            message = (
                f"Somebody with the address {email} is a member of {to.organisation_name} already, and an address "
                "alone does not prove that it is you. Use the link in your invitation, or ask for a new one."
            )
            raise LoginDenied(message)
    said = _text(proven.claims.get("name")) or _text(proven.userinfo.get("name")) or ""
    person_id, name = new_id(), said.strip()[:MAX_NAME_LENGTH]
    await insert_person(connection, PersonRow(person_id, email, name or email))
    role = role_at_first_login(Side(to.side), proven.claims, to.role_claim, to.role_map)
    await insert_membership(connection, to.organisation_id, person_id, role)
    return person_id


def _email(proven: ProvenLogin) -> str | None:
    """The address that the provider vouches for, in lower case; ``None`` where it says that it does not.

    What it signed goes before what it said besides.
    """
    said = proven.claims if "email" in proven.claims else proven.userinfo
    email = _text(said.get("email"))
    if email is None or email_domain(email) is None or said.get("email_verified", True) is not True:
        return None
    return email.strip().lower()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value and value.isprintable() else None
