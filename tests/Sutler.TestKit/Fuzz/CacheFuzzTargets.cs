using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Json;
using Sutler.Go.Sources;

namespace Sutler.TestKit.Fuzz;

/// <summary>Parsers of what lies in the cache, in env files and in overlays.</summary>
public static class CacheFuzzTargets
{
    /// <summary>What is read from an <c>.info</c> is the same after being written and read again.</summary>
    public static void InfoFileRoundTrip(ReadOnlySpan<byte> data)
    {
        if (!InfoFile.TryParse(data, out RevisionInfo? info, out _))
        {
            return;
        }

        byte[] encoded = InfoFile.Encode(info);
        Require(InfoFile.TryParse(encoded, out RevisionInfo? again, out ParseError? error), error?.Reason ?? "");
        Require(info == again, "an .info changed by being written");
        Require(InfoFile.Encode(again!).AsSpan().SequenceEqual(encoded), "an .info has two encodings");
    }

    /// <summary>Either a value or a reason, and never a crash; the streaming reader agrees on single values.</summary>
    public static void GoJsonValues(ReadOnlySpan<byte> data)
    {
        bool whole = GoJson.TryParse(data, out GoJsonValue? value, out ParseError? error);
        Require(whole ? value is not null : error is { Reason.Length: > 0 }, "neither value nor reason");
        int offset = 0;
        bool first = GoJson.TryParseNext(data, ref offset, out _, out _);
        Require(!whole || first, "the stream reader refuses what the document reader takes");
        Require(offset <= data.Length, "read past the end");
    }

    /// <summary>Every key begins with a capital letter and no value holds a line break.</summary>
    public static void GoEnvFileLines(ReadOnlySpan<byte> data)
    {
        foreach ((string key, string value) in GoEnvFile.Parse(data))
        {
            Require(char.IsAsciiLetterUpper(key[0]) && !key.Contains('=', StringComparison.Ordinal), "a bad key");
            Require(!value.Contains('\n', StringComparison.Ordinal), "a value of two lines");
        }
    }

    /// <summary>An overlay is refused with a text, or answers for any path.</summary>
    public static void OverlayJson(ReadOnlySpan<byte> data)
    {
        string root = OperatingSystem.IsWindows() ? @"C:\w" : "/w";
        try
        {
            Overlay overlay = Overlay.Parse(data, root);
            _ = overlay.Replaces(Path.Combine(root, "go.mod"));
            _ = overlay.Replaces("go.mod");
            Require(!overlay.Replaces("") || !overlay.FileExists(root), "a replaced directory is a file");
        }
        catch (SutlerException error)
        {
            Require(error.Message.Length > 0, "a refusal without a text");
        }
    }

    /// <summary>A hash that is present is 47 characters and is read back as itself.</summary>
    public static void ZipHashContent(ReadOnlySpan<byte> data)
    {
        if (ZipHash.Parse(data) is ZipHash.Present present)
        {
            Require(present.Hash.Text.Length == 47, "a hash of another length");
            Require(ZipHash.Parse(Encoding.ASCII.GetBytes(present.Hash.Text)) == present, "a hash that changes");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
