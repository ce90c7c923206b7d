CREATE TABLE "responder_positions" (
	"incident_id" text NOT NULL,
	"person_id" text NOT NULL,
	"location" jsonb NOT NULL,
	"accuracy_metres" double precision,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "responder_positions_incident_id_person_id_pk" PRIMARY KEY("incident_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "armed_schedule" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "limits" jsonb;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "dismissed" boolean;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "heard_on" text;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "person_id" text;