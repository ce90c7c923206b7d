ALTER TABLE "decoder_memory" ALTER COLUMN "value" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "decoder_memory" ADD COLUMN "head" text NOT NULL;--> statement-breakpoint
CREATE INDEX "decoder_memory_head" ON "decoder_memory" USING btree ("source_id","head");