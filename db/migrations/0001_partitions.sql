-- Readings are partitioned by month of receipt: forgetting a month is dropping a table. The months themselves are
-- made by the server ahead of time; the default partition is there so that no reading is ever refused.
DROP TABLE "readings";--> statement-breakpoint
CREATE TABLE "readings" (
	"id" text NOT NULL,
	"source_id" text NOT NULL,
	"external_id" text NOT NULL,
	"device_id" text,
	"kind" text,
	"state" text NOT NULL,
	"device_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"confidence" double precision,
	"values" jsonb NOT NULL,
	"content_key" text
) PARTITION BY RANGE ("received_at");--> statement-breakpoint
CREATE INDEX "readings_device" ON "readings" USING btree ("device_id","received_at");--> statement-breakpoint
CREATE TABLE "readings_default" PARTITION OF "readings" DEFAULT;--> statement-breakpoint
-- The log is added to, never rewritten: the database itself refuses.
CREATE FUNCTION "append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;--> statement-breakpoint
CREATE TRIGGER "actions_append_only" BEFORE UPDATE OR DELETE ON "actions" FOR EACH ROW EXECUTE FUNCTION "append_only"();--> statement-breakpoint
-- Every decision serialises on this row.
INSERT INTO "decision" ("id", "seq", "arrangement_seq") VALUES (1, 0, 0);
