using System.Text;
using System.Text.Json;
using Sutler.Errors;

namespace Sutler.Go.Sources.Json;

/// <summary>Reads the JSON of an <c>.info</c> answer or file the way Go's encoding/json does.</summary>
/// <remarks>
/// Keys in any case, the last of two wins, unknown ones and nulls are ignored; a value of the wrong type is an error with Go's words,
/// reported after a malformed time. Spec: INFO-1.
/// </remarks>
public static class RevisionInfoJson
{
    /// <summary>The revision; throws <see cref="SutlerException"/> with Go's text (<c>invalid character …</c>, <c>parsing time …</c>).</summary>
    public static RevisionInfo Parse(ReadOnlySpan<byte> json)
    {
        if (GoJsonSyntax.FirstError(json) is { } syntax)
        {
            throw new SutlerException(syntax);
        }
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 20_000 });
        reader.Read();
        string? mistake = null;
        var info = new RevisionInfo { Version = "" };
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null ? info
                : throw new SutlerException($"json: cannot unmarshal {Kind(ref reader)} into Go value of type modfetch.RevInfo");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader);
            reader.Read();
            info = key.ToUpperInvariant() switch
            {
                "VERSION" => info with { Version = Field(ref reader, "RevInfo.Version", ref mistake) ?? info.Version },
                "TIME" => info with { Time = Time(ref reader, json) ?? info.Time },
                "ORIGIN" => info with { Origin = ReadOrigin(ref reader, info.Origin, ref mistake) },
                _ => info,
            };
            reader.Skip();
        }
        return mistake is null ? info : throw new SutlerException(mistake);
    }

    private static Origin? ReadOrigin(ref Utf8JsonReader reader, Origin? before, ref string? mistake)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            mistake ??= $"json: cannot unmarshal {Kind(ref reader)} into Go struct field RevInfo.Origin of type codehost.Origin";
            return before ?? new Origin();
        }
        var origin = before ?? new Origin();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader);
            reader.Read();
            origin = key.ToUpperInvariant() switch
            {
                "VCS" => origin with { Vcs = Field(ref reader, "Origin.Origin.VCS", ref mistake) ?? origin.Vcs },
                "URL" => origin with { Url = Field(ref reader, "Origin.Origin.URL", ref mistake) ?? origin.Url },
                "SUBDIR" => origin with { Subdir = Field(ref reader, "Origin.Origin.Subdir", ref mistake) ?? origin.Subdir },
                "HASH" => origin with { Hash = Field(ref reader, "Origin.Origin.Hash", ref mistake) ?? origin.Hash },
                "TAGPREFIX" => origin with { TagPrefix = Field(ref reader, "Origin.Origin.TagPrefix", ref mistake) ?? origin.TagPrefix },
                "TAGSUM" => origin with { TagSum = Field(ref reader, "Origin.Origin.TagSum", ref mistake) ?? origin.TagSum },
                "REF" => origin with { Ref = Field(ref reader, "Origin.Origin.Ref", ref mistake) ?? origin.Ref },
                "REPOSUM" => origin with { RepoSum = Field(ref reader, "Origin.Origin.RepoSum", ref mistake) ?? origin.RepoSum },
                _ => origin,
            };
            reader.Skip();
        }
        return origin;
    }

    private static string? Field(ref Utf8JsonReader reader, string name, ref string? mistake)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Text(ref reader);
        }
        mistake ??= reader.TokenType == JsonTokenType.Null ? null : $"json: cannot unmarshal {Kind(ref reader)} into Go struct field {name} of type string";
        return null;
    }

    private static string? Time(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new SutlerException("Time.UnmarshalJSON: input is not a JSON string");
        }
        // Go does not undo JSON escapes here either.
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        return GoTime.TryParse(text, out var time, out var error) ? time.ToString() : throw new SutlerException(error);
    }

    private static string Kind(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        _ => "bool",
    };

    /// <summary>The text of a string token; half a surrogate pair or broken UTF-8 becomes U+FFFD, as in Go.</summary>
    private static string Text(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(raw);
        }
        var text = new StringBuilder();
        while (raw.IndexOf((byte)'\\') is var slash and >= 0)
        {
            text.Append(Encoding.UTF8.GetString(raw[..slash]));
            var isHex = raw[slash + 1] == 'u';
            text.Append(isHex
                ? (char)Convert.ToUInt16(Encoding.ASCII.GetString(raw.Slice(slash + 2, 4)), 16)
                : Unescape((char)raw[slash + 1]));
            raw = raw[(slash + (isHex ? 6 : 2))..];
        }
        text.Append(Encoding.UTF8.GetString(raw));
        // A round trip through UTF-8 replaces what was half a pair.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Unescape(char code) => code switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => code,
    };
}
