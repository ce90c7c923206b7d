CREATE TABLE "spool" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "spool_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"batch" text NOT NULL,
	"entries" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "readings_received" ON "readings" USING btree ("received_at");--> statement-breakpoint
ALTER TABLE "readings" DROP COLUMN "content_key";--> statement-breakpoint
-- A batch lives for a moment: compressing it would cost more than writing it.
ALTER TABLE "spool" ALTER COLUMN "batch" SET STORAGE EXTERNAL;--> statement-breakpoint
-- Later fields replace earlier ones of the same name: what a device last said of each.
CREATE AGGREGATE "jsonb_merge"(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');
