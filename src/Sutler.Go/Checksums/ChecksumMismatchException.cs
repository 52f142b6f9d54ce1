using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Checksums;

/// <summary>Who says that a hash is another one.</summary>
public enum ChecksumWitness
{
    /// <summary>go.sum, or another file like it.</summary>
    GoSum,

    /// <summary>The checksum database.</summary>
    Database,

    /// <summary>The hash recorded beside a cached zip.</summary>
    ZipHash,

    /// <summary>Nobody: the zip cannot be unpacked, and so has no hash at all.</summary>
    None,
}

/// <summary>Two hashes of one thing.</summary>
/// <param name="Key">The key as in go.sum; the version of a go.mod ends in <c>/go.mod</c>.</param>
/// <param name="Found">The h1 of the bytes; empty for a zip that cannot be unpacked.</param>
/// <param name="Listed">The other, as it is listed; empty when nobody was asked.</param>
/// <param name="Witness">Who lists it.</param>
public sealed record ChecksumMismatch(ModuleId Key, string Found, string Listed, ChecksumWitness Witness)
{
    /// <summary>Whether it is about a go.mod.</summary>
    public bool IsGoMod => Key.Version.EndsWith("/go.mod", StringComparison.Ordinal);

    /// <summary>A zip that cannot be unpacked.</summary>
    public static ChecksumMismatch Unreadable(ModuleId module) => new(module, "", "", ChecksumWitness.None);

    /// <summary>The module version.</summary>
    public ModuleId Module => IsGoMod ? Key with { Version = Key.Version[..^"/go.mod".Length] } : Key;
}

/// <summary>Bytes that are not what go.sum, the checksum database or a record says.</summary>
public sealed class ChecksumMismatchException : VerificationException
{
    /// <summary>Creates the failure with its whole text.</summary>
    public ChecksumMismatchException(string message, ChecksumMismatch mismatch)
        : base(message) => Mismatch = mismatch;

    /// <summary>What differs.</summary>
    public ChecksumMismatch Mismatch { get; }

    /// <summary>The mismatch a failure tells of, or wraps; null when it is about something else.</summary>
    public static ChecksumMismatch? FindIn(Exception? failure)
    {
        while (failure is not (null or ChecksumMismatchException))
        {
            failure = failure.InnerException;
        }

        return (failure as ChecksumMismatchException)?.Mismatch;
    }
}
