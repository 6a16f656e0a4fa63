"""Create the tables."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "call_notices",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("first_shown_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_call_notices"),
    )
    op.create_table(
        "events",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("sender", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)

    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
    )
    op.create_table(
        "lanes",
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("tat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_lanes"),
    )
    op.create_index("ix_lanes_due", "lanes", ["due"], unique=False)

    op.create_table(
        "networks",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("brand", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_networks"),
        sa.UniqueConstraint("name", name="uq_networks_name"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("locale_chosen", sa.Boolean(), nullable=False),
        sa.Column("name_visible", sa.Boolean(), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("name_chosen", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "reminders",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", "target", name="pk_reminders"),
    )
    op.create_index("ix_reminders_target", "reminders", ["target"], unique=False)

    op.create_table(
        "workspaces",
        sa.Column("team", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bot_user", sa.String(length=32), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_workspaces"),
    )
    op.create_table(
        "absences",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_absences_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_person_id", "absences", ["person_id"], unique=False)

    op.create_table(
        "call_interests",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_call_interests_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_call_interests_person_id"),
        sa.PrimaryKeyConstraint("person_id", "network_id", "kind", name="pk_call_interests"),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("shorts", sa.Text(), nullable=False),
        sa.Column("selection", sa.String(length=16), nullable=False),
        sa.Column("opens_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("results_by", sa.Date(), nullable=False),
        sa.Column("confirm_hours", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Integer(), nullable=False),
        sa.Column("controller", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=False),
        sa.Column("results_at", Instant(), nullable=True),
        sa.Column("called_off_at", Instant(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_calls_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_network_id_closes_at", "calls", ["network_id", "closes_at"], unique=False)

    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_changes_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_changes_person_id"),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
        sa.UniqueConstraint("id", name="uq_changes_id"),
    )
    op.create_index("ix_changes_at", "changes", ["at"], unique=False)
    op.create_index("ix_changes_person_id", "changes", ["person_id"], unique=False)
    op.create_index("ix_changes_subject", "changes", ["subject", "number"], unique=False)

    op.create_table(
        "chats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("coordinators", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_chats_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_index("ix_chats_network_id", "chats", ["network_id"], unique=False)
    op.create_index("uq_chats_platform_address", "chats", ["platform", "address"], unique=True)

    op.create_table(
        "codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=True),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_codes_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_codes_person_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_codes"),
    )
    op.create_index("ix_codes_person_id", "codes", ["person_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=True),
        sa.Column("subject", sa.String(length=16), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("touched_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_drafts_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_drafts_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_person_id_state", "drafts", ["person_id", "state"], unique=False)

    op.create_table(
        "identities",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("spoke_at", Instant(), nullable=False),
        sa.Column("menu", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_identities_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"], unique=False)
    op.create_index("uq_identities_platform_address", "identities", ["platform", "address"], unique=True)

    op.create_table(
        "meetups",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("precision", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("municipality", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("most_guests", sa.Integer(), nullable=False),
        sa.Column("signup_by", Instant(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("published_by", sa.String(length=16), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("publish_at", Instant(), nullable=True),
        sa.Column("moved_at", Instant(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.Column("follows", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_meetups_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meetups"),
    )
    op.create_index("ix_meetups_held_until", "meetups", ["held_until"], unique=False)
    op.create_index("ix_meetups_network_id_starts_at", "meetups", ["network_id", "starts_at"], unique=False)
    op.create_index("ix_meetups_publish_at", "meetups", ["publish_at"], unique=False)
    op.create_index("ix_meetups_state_starts_at", "meetups", ["state", "starts_at"], unique=False)

    op.create_table(
        "members",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_members_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_members_person_id"),
        sa.PrimaryKeyConstraint("person_id", "network_id", name="pk_members"),
    )
    op.create_index("ix_members_network_id", "members", ["network_id"], unique=False)

    op.create_table(
        "merges",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kept_id", sa.String(length=16), nullable=False),
        sa.Column("gone_id", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["gone_id"], ["people.id"], name="fk_merges_gone_id"),
        sa.ForeignKeyConstraint(["kept_id"], ["people.id"], name="fk_merges_kept_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
        sa.UniqueConstraint("gone_id", name="uq_merges_gone_id"),
    )
    op.create_index("ix_merges_at", "merges", ["at"], unique=False)
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("folded", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_organisations_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_index("uq_organisations_network_id_folded", "organisations", ["network_id", "folded"], unique=True)

    op.create_table(
        "pending",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_pending_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pending"),
    )
    op.create_table(
        "rotas",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("fallback_id", sa.String(length=16), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("swept_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["fallback_id"], ["people.id"], name="fk_rotas_fallback_id"),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_rotas_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rotas"),
    )
    op.create_index("ix_rotas_due_at", "rotas", ["due_at"], unique=False)
    op.create_index(
        "uq_rotas_current",
        "rotas",
        ["network_id"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )

    op.create_table(
        "answers",
        sa.Column("meetup_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("reply", sa.String(length=8), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("hold", sa.String(length=8), nullable=True),
        sa.Column("left_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["meetup_id"], ["meetups.id"], name="fk_answers_meetup_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_answers_person_id"),
        sa.PrimaryKeyConstraint("meetup_id", "person_id", name="pk_answers"),
    )
    op.create_index(
        "ix_answers_counting", "answers", ["meetup_id", "hold", "ordinal", "reply", "guests", "left_at"], unique=False
    )
    op.create_index(
        "ix_answers_left_at",
        "answers",
        ["left_at"],
        unique=False,
        sqlite_where=sa.text("left_at IS NOT NULL"),
        postgresql_where=sa.text("left_at IS NOT NULL"),
    )
    op.create_index("ix_answers_person_id", "answers", ["person_id"], unique=False)
    op.create_index("uq_answers_asking_order", "answers", ["meetup_id", "ordinal"], unique=True)

    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.Column("wishes", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("group_id", sa.String(length=8), nullable=True),
        sa.Column("explained", sa.String(length=200), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_applications_call_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_applications_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
    )
    op.create_index("ix_applications_person_id", "applications", ["person_id"], unique=False)
    op.create_index("uq_applications_call_id_ordinal", "applications", ["call_id", "ordinal"], unique=True)
    op.create_index("uq_applications_call_id_person_id", "applications", ["call_id", "person_id"], unique=True)

    op.create_table(
        "areas",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("folded", sa.String(length=128), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_areas_network_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_areas_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_areas"),
    )
    op.create_index("uq_areas_network_id_folded", "areas", ["network_id", "folded"], unique=True)

    op.create_table(
        "attendance",
        sa.Column("meetup_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("marked_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["meetup_id"], ["meetups.id"], name="fk_attendance_meetup_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attendance_person_id"),
        sa.PrimaryKeyConstraint("meetup_id", "person_id", name="pk_attendance"),
    )
    op.create_index("ix_attendance_person_id", "attendance", ["person_id"], unique=False)

    op.create_table(
        "call_extensions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_extensions_call_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_call_extensions_person_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_call_extensions"),
    )
    op.create_table(
        "call_groups",
        sa.Column("call_id", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("meets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_groups_call_id"),
        sa.PrimaryKeyConstraint("call_id", "id", name="pk_call_groups"),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=96), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=True),
        sa.Column("wanted_version", sa.Integer(), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=64), nullable=True),
        sa.Column("turns_at", Instant(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_cards_chat_id"),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_cards_network_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
    )
    op.create_index(
        "ix_cards_stale",
        "cards",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("wanted_version > shown_version"),
        postgresql_where=sa.text("wanted_version > shown_version"),
    )
    op.create_index("uq_cards_kind_subject_chat_id", "cards", ["kind", "subject", "chat_id"], unique=True)

    op.create_table(
        "contacts",
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_contacts_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contacts_person_id"),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_person_id", "contacts", ["person_id"], unique=False)

    op.create_table(
        "deeds",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("undone_by", sa.String(length=16), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_deeds_rota_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
    )
    op.create_index("uq_deeds_rota_id_ordinal", "deeds", ["rota_id", "ordinal"], unique=True)

    op.create_table(
        "duty_facts",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_duty_facts_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "starts_at", name="pk_duty_facts"),
    )
    op.create_table(
        "feeds",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_feeds_organisation_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_feeds"),
    )
    op.create_table(
        "handover_notes",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_handover_notes_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "period", name="pk_handover_notes"),
    )
    op.create_table(
        "handover_steps",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_handover_steps_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "period", "step", name="pk_handover_steps"),
    )
    op.create_table(
        "handovers",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("packet", sa.LargeBinary(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=16), nullable=True),
        sa.Column("acknowledged_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_handovers_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "period", name="pk_handovers"),
    )
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_invitations_organisation_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("network_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_by", sa.String(length=16), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_requests_network_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_requests_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_requests_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_network_id_answered_at", "requests", ["network_id", "answered_at"], unique=False)
    op.create_index("ix_requests_person_id", "requests", ["person_id"], unique=False)

    op.create_table(
        "seat_offers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meetup_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["meetup_id"], ["meetups.id"], name="fk_seat_offers_meetup_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_seat_offers_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_offers"),
    )
    op.create_index("ix_seat_offers_person_id", "seat_offers", ["person_id"], unique=False)
    op.create_index(
        "ix_seat_offers_until",
        "seat_offers",
        ["until"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index(
        "uq_seat_offers_open",
        "seat_offers",
        ["meetup_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )

    op.create_table(
        "swap_offers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_swap_offers_rota_id"),
        sa.PrimaryKeyConstraint("id", name="pk_swap_offers"),
    )
    op.create_index("ix_swap_offers_due_at", "swap_offers", ["due_at"], unique=False)

    op.create_table(
        "turns",
        sa.Column("rota_id", sa.String(length=16), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["rota_id"], ["rotas.id"], name="fk_turns_rota_id"),
        sa.PrimaryKeyConstraint("rota_id", "period", name="pk_turns"),
    )
    op.create_table(
        "watchers",
        sa.Column("meetup_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["meetup_id"], ["meetups.id"], name="fk_watchers_meetup_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_watchers_person_id"),
        sa.PrimaryKeyConstraint("meetup_id", "person_id", name="pk_watchers"),
    )
    op.create_index("ix_watchers_person_id", "watchers", ["person_id"], unique=False)

    op.create_table(
        "call_pairs",
        sa.Column("application_id", sa.String(length=16), nullable=False),
        sa.Column("group_id", sa.String(length=8), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_call_pairs_application_id"),
        sa.PrimaryKeyConstraint("application_id", "group_id", name="pk_call_pairs"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("lane", sa.String(length=96), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("dedupe", sa.String(length=128), nullable=True),
        sa.Column("network_id", sa.String(length=16), nullable=True),
        sa.Column("person_id", sa.String(length=16), nullable=True),
        sa.Column("card_id", sa.String(length=16), nullable=True),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("seal", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=64), nullable=True),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_outbox_card_id"),
        sa.ForeignKeyConstraint(["network_id"], ["networks.id"], name="fk_outbox_network_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_outbox_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_outbox_due_state", "outbox", ["due", "state"], unique=False)
    op.create_index("ix_outbox_lane_state", "outbox", ["lane", "state", "id"], unique=False)
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"], unique=False)

    op.create_table(
        "place_offers",
        sa.Column("application_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=16), nullable=False),
        sa.Column("group_id", sa.String(length=8), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_place_offers_application_id"),
        sa.ForeignKeyConstraint(
            ["call_id", "group_id"], ["call_groups.call_id", "call_groups.id"], name="fk_place_offers_call_id_group_id"
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name="pk_place_offers"),
    )
    op.create_index(
        "uq_place_offers_open",
        "place_offers",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )

    op.create_table(
        "reviews",
        sa.Column("application_id", sa.String(length=16), nullable=False),
        sa.Column("reviewer_id", sa.String(length=16), nullable=False),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name="fk_reviews_application_id"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_reviews_reviewer_id"),
        sa.PrimaryKeyConstraint("application_id", "reviewer_id", name="pk_reviews"),
    )
