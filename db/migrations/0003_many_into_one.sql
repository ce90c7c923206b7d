CREATE TABLE "incident_evidence" (
	"incident_id" text NOT NULL,
	"observation_id" text NOT NULL,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "incident_evidence_incident_id_observation_id_pk" PRIMARY KEY("incident_id","observation_id")
);
--> statement-breakpoint
ALTER TABLE "decoder_memory" ALTER COLUMN "value" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "stated_location" jsonb;--> statement-breakpoint
ALTER TABLE "decoder_memory" ADD COLUMN "head" text NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "fix" jsonb;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "certainty" double precision DEFAULT 0.5 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "exercise" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "merged_into" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "merged_ids" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "clues" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "apart_from" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "signals" ADD COLUMN "edges" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "decoder_memory_head" ON "decoder_memory" USING btree ("source_id","head");--> statement-breakpoint
-- Evidence belonged to the incident it was stored for, and open incidents were matched by their place alone.
INSERT INTO "incident_evidence" ("incident_id", "observation_id") SELECT "incident_id", "id" FROM "observations";--> statement-breakpoint
UPDATE "incidents" SET "clues" = jsonb_build_array(jsonb_build_object(
	'observationId', coalesce((SELECT "id" FROM "observations" WHERE "incident_id" = "incidents"."id" ORDER BY "received_at" LIMIT 1), "id"),
	'kind', "kind", 'place', "place", 'sight', NULL, 'deviceId', "device_ids"[1],
	'personId', CASE WHEN "device_ids"[1] IS NULL THEN "reporter_ids"[1] END,
	'ofItself', "place" ->> 'type' IN ('point', 'unknown'), 'signalKey', "active_keys"[1], 'lasts', true, 'confidence', "confidence",
	'firstAt', to_char("opened_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
	'lastAt', to_char("last_evidence_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
)) WHERE "closed_at" IS NULL;
