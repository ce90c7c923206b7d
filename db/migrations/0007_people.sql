CREATE TABLE "media_removals" (
	"media_id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone
);
