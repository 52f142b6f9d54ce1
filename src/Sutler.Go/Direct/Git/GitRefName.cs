using System.Buffers;

namespace Sutler.Go.Direct.Git;

/// <summary>Names of refs as a server gives them, who may say what it likes.</summary>
internal static class GitRefName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\\x7f");

    /// <summary>Whether git itself would let a ref have the name, so that it stands for itself in a refspec.</summary>
    public static bool IsPlain(string name) =>
        name.Length > 0
        && !name.AsSpan().ContainsAny(Forbidden)
        && !name.AsSpan().ContainsAnyInRange('\0', '\x1f')
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && !name.EndsWith('.')
        && Array.TrueForAll(name.Split('/'), part => part.Length > 0 && part[0] != '.' && part[0] != '-' && !part.EndsWith(".lock", StringComparison.Ordinal));
}
