using Sutler.Errors;

namespace Sutler.GoModules.Modules;

/// <summary>A version or pseudo-version that cannot be what it claims to be.</summary>
/// <remarks>The message is the reason alone; <see cref="ModuleException"/> puts <c>path@version: invalid version: </c> before it.</remarks>
public sealed class InvalidVersionException : SutlerException
{
    /// <summary>Creates the failure for <paramref name="version"/> with the reason alone as its message.</summary>
    public InvalidVersionException(string version, string reason, Exception? inner = null)
        : base(reason, inner)
    {
        Version = version;
    }

    /// <summary>The version as it was asked for.</summary>
    public string Version { get; }

    /// <summary>Whether the version claimed to be a pseudo-version, which changes the noun in the text.</summary>
    public bool IsPseudo { get; init; }

    /// <summary><c>version</c> or <c>pseudo-version</c>.</summary>
    public string Noun => IsPseudo ? "pseudo-version" : "version";
}
