declare module 'kafkajs-snappy' {
  const SnappyCodec: () => {
    compress(encoder: { buffer: Buffer }): Promise<Buffer>;
    decompress(buffer: Buffer): Promise<Buffer>;
  };
  export default SnappyCodec;
}

declare module 'lz4js' {
  const lz4: {
    decompress(buffer: Uint8Array): Uint8Array;
    decompressBound(buffer: Uint8Array): number;
    compress(buffer: Uint8Array): Uint8Array;
  };
  export default lz4;
}
