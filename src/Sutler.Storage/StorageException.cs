using Sutler.Errors;
using Sutler.Storage.Blobs;

namespace Sutler.Storage;

/// <summary>The store could not do what was asked: what, where, why, and in the hint what to do about it.</summary>
public sealed class StorageException : SutlerException
{
    /// <summary>Creates the failure with its whole text.</summary>
    public StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>What kind of failure it is, for metrics and for deciding what to give up.</summary>
    public StorageFault Fault { get; init; }

    internal static StorageException Truncated(BlobDigest digest, long length, long at) =>
        new($"blob {digest}: ends after {at} of {length} bytes") { Fault = StorageFault.Damaged, Hint = "the disk or object store lost bytes; a check of the store sets the blob aside" };
}
