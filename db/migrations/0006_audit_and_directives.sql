CREATE TABLE "directive_roll_calls" (
	"directive_id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"observation_id" text NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "audit_entries_person";--> statement-breakpoint
ALTER TABLE "directives" ADD COLUMN "corrects" text;--> statement-breakpoint
CREATE INDEX "audit_entries_wanted_by" ON "audit_entries" USING btree ("wanted_by");--> statement-breakpoint
CREATE INDEX "audit_seals_entry_at" ON "audit_seals" USING btree ("entry_at");--> statement-breakpoint
CREATE INDEX "audit_entries_person" ON "audit_entries" USING btree ("person_id","at");--> statement-breakpoint
ALTER TABLE "directives" DROP COLUMN "incident_id";
--> statement-breakpoint
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
