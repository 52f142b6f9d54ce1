using Sutler.Go.Cache;

namespace Sutler.Go.Verify;

/// <summary>Something in an extracted tree.</summary>
/// <param name="Path">Relative to the tree, with '/'.</param>
/// <param name="Status">What it is.</param>
internal sealed record TreeEntry(string Path, FileStatus Status)
{
    /// <summary>The SHA-256 of a file's content; null for all else, and where it could not be read.</summary>
    public byte[]? Digest { get; set; }

    /// <summary>Why it could not be read; empty when it could.</summary>
    public string Failure { get; set; } = "";
}
