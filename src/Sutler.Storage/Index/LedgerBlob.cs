using System.Runtime.InteropServices;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Index;

/// <summary>A blob as the ledger knows it.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Length">Its bytes, counted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LedgerBlob(BlobDigest Digest, long Length);
