CREATE TABLE "evidence_media" (
	"id" text PRIMARY KEY NOT NULL,
	"observation_id" text,
	"quarantine_id" text,
	"position" integer NOT NULL,
	"source_id" text,
	"link" text,
	"content" text,
	"host" text,
	"state" text NOT NULL,
	"media_id" text,
	"content_type" text,
	"bytes" integer,
	"sha256" text,
	"reason" text,
	"tries" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"next_at" timestamp (3) with time zone,
	"holder" text,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "source_pulls" (
	"source_id" text PRIMARY KEY NOT NULL,
	"url_hash" text NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"last_tried_at" timestamp (3) with time zone NOT NULL,
	"last_success_at" timestamp (3) with time zone,
	"failures" integer NOT NULL,
	"reason" text,
	"detail" text,
	"etag" text,
	"last_modified" text
);
--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "fetch_from" text[];--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "fetch_credentials" jsonb;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "pull" jsonb;--> statement-breakpoint
ALTER TABLE "observations" ADD COLUMN "cut" jsonb;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "cut" jsonb;--> statement-breakpoint
CREATE INDEX "evidence_media_observation" ON "evidence_media" USING btree ("observation_id");--> statement-breakpoint
CREATE INDEX "evidence_media_quarantine" ON "evidence_media" USING btree ("quarantine_id");--> statement-breakpoint
CREATE INDEX "evidence_media_media" ON "evidence_media" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "evidence_media_next" ON "evidence_media" USING btree ("next_at");