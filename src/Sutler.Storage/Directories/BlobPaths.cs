using System.Globalization;
using Sutler.Storage.Blobs;

namespace Sutler.Storage.Directories;

/// <summary>Where a directory of blobs keeps what.</summary>
/// <remarks>
/// <code>
/// ROOT/v1/                                  0700, like all directories below
///   sha256/ab/cdef…                         blobs, 0600: two digits of the digest, then the other 62
///   tmp/N.tmp                               blobs on their way
///   quarantine/abcdef….MILLISECONDS         blobs taken out of use, and when (Unix time)
/// </code>
/// 256 directories: a million blobs make four thousand names in each, which every file system in use copes with.
/// </remarks>
internal sealed class BlobPaths(string root)
{
    /// <summary>The directories of blobs by the beginning of their digest.</summary>
    internal string Sha256 { get; } = Path.Combine(root, "v1", "sha256");

    /// <summary>Blobs on their way.</summary>
    internal string Temporary { get; } = Path.Combine(root, "v1", "tmp");

    /// <summary>Blobs taken out of use.</summary>
    internal string Quarantine { get; } = Path.Combine(root, "v1", "quarantine");

    /// <summary>The file of a blob.</summary>
    internal string Of(BlobDigest digest)
    {
        var hex = digest.Hex;
        return string.Concat(Sha256, "/", hex.AsSpan(0, 2), string.Concat("/", hex.AsSpan(2)));
    }

    /// <summary>A name for a blob on its way that nobody else has.</summary>
    internal string NewTemporary() => Path.Combine(Temporary, Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture) + ".tmp");

    /// <summary>Where a blob goes that is taken out of use.</summary>
    internal string InQuarantine(BlobDigest digest, DateTimeOffset since) =>
        Path.Combine(Quarantine, string.Create(CultureInfo.InvariantCulture, $"{digest.Hex}.{since.ToUnixTimeMilliseconds()}"));

    /// <summary>What a file of the quarantine is; null when we did not put it there.</summary>
    internal static QuarantinedBlob? ReadQuarantined(FileInfo file)
    {
        var dot = file.Name.IndexOf('.');
        return dot > 0 && BlobDigest.TryParseHex(file.Name.AsSpan(0, dot), out var digest, out _)
            && long.TryParse(file.Name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new QuarantinedBlob(digest, file.Length, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), file.FullName)
            : null;
    }
}
