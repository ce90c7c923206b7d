CREATE TABLE "shifts" (
	"version_id" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"valid_from" timestamp (3) with time zone,
	"valid_until" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	"area_id" text NOT NULL,
	"post" text NOT NULL,
	"person_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"person_id" text,
	"session_id" text,
	"ip" text,
	"what" text NOT NULL,
	"target" jsonb NOT NULL,
	"reason" text,
	"wanted_by" text,
	"status" integer
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"position" bigint PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"entry_at" timestamp (3) with time zone NOT NULL,
	"entry_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directive_roll_calls" (
	"directive_id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"observation_id" text NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directives" (
	"id" text PRIMARY KEY NOT NULL,
	"area_id" text NOT NULL,
	"channel" text NOT NULL,
	"sender" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"content" text NOT NULL,
	"reply_due_at" timestamp (3) with time zone,
	"passed_to" text[] NOT NULL,
	"reply" jsonb,
	"corrects" text,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handover_readings" (
	"handover_id" text NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "handover_readings_handover_id_person_id_pk" PRIMARY KEY("handover_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "handovers" (
	"id" text PRIMARY KEY NOT NULL,
	"area_id" text NOT NULL,
	"person_id" text NOT NULL,
	"note" text NOT NULL,
	"incident_ids" text[] NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shift_swaps" (
	"id" text PRIMARY KEY NOT NULL,
	"shift_id" text NOT NULL,
	"from_person_id" text NOT NULL,
	"to_person_id" text NOT NULL,
	"return_shift_id" text,
	"note" text,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "absences" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "indoor" boolean;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "area_ids" text[];--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "severities" text[];--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "tiers_at_once" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "remind_seconds" integer;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "night_rest" jsonb;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "clocks" jsonb DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "checklist" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "sound" text DEFAULT 'loop' NOT NULL;--> statement-breakpoint
ALTER TABLE "responsibilities" ADD COLUMN "hours" jsonb;--> statement-breakpoint
ALTER TABLE "responsibilities" ADD COLUMN "on_statutory_days" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "tiers_at_once" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "remind_seconds" integer;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "informed" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "rests_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "sound" text DEFAULT 'loop' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "checklist" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "clocks" jsonb DEFAULT '{"arriveSeconds":null,"handleSeconds":null,"closeSeconds":null}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "password_changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "former_hashes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" text DEFAULT gen_random_uuid()::text NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "label" text;--> statement-breakpoint
CREATE INDEX "shifts_id" ON "shifts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "shifts_until" ON "shifts" USING btree ("valid_until");--> statement-breakpoint
CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_entries_person" ON "audit_entries" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "audit_entries_wanted_by" ON "audit_entries" USING btree ("wanted_by");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_entries_reveal" ON "audit_entries" USING btree ("person_id","target") WHERE what = 'reveal' and target ->> 'incident' is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_seals_entry" ON "audit_seals" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "audit_seals_entry_at" ON "audit_seals" USING btree ("entry_at");--> statement-breakpoint
CREATE INDEX "directives_area" ON "directives" USING btree ("area_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "directives_corrects" ON "directives" USING btree ("corrects");--> statement-breakpoint
CREATE INDEX "handovers_area" ON "handovers" USING btree ("area_id","at");--> statement-breakpoint
CREATE INDEX "shift_swaps_shift" ON "shift_swaps" USING btree ("shift_id");--> statement-breakpoint
CREATE INDEX "changes_person" ON "changes" USING btree (("body" -> 'person' ->> 'id')) WHERE type = 'person';--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_id" ON "sessions" USING btree ("id");--> statement-breakpoint
-- by hand
-- Entries are added, and taken away when six months have passed (LEAST_KEPT_DAYS); nothing else. Seals are added.
CREATE FUNCTION "audit_entries_stand"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		IF OLD.at < now() - interval '183 days' THEN
			RETURN OLD;
		END IF;
	END IF;
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_entries_stand" BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "audit_entries_stand"();--> statement-breakpoint
CREATE TRIGGER "audit_entries_whole" BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_seals_stand" BEFORE UPDATE OR DELETE ON "audit_seals" FOR EACH ROW EXECUTE FUNCTION "append_only"();--> statement-breakpoint
CREATE TRIGGER "audit_seals_whole" BEFORE TRUNCATE ON "audit_seals" FOR EACH STATEMENT EXECUTE FUNCTION "append_only"();
