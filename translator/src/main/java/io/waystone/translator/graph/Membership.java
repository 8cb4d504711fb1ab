package io.waystone.translator.graph;

/** The keys of a bucket, apart from the values: it changes less often. */
final class Membership extends Cell {

  final Bucket bucket;

  Membership(Bucket bucket) {
    super(bucket.stage, bucket.key);
    this.bucket = bucket;
  }
}
