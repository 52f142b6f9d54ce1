using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Json;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Cache;

/// <summary>The <c>.info</c> format, as proxies serve it and the cache keeps it.</summary>
/// <remarks>
/// Read tolerantly: keys in any case, unknown ones passed over, the last of several wins, <c>null</c> is as good as absent.
/// Written compactly, keys in the order Version, Time, Origin, without a final newline. Spec: INFO-1, CACHE-2 to CACHE-5.
/// </remarks>
public static class InfoFile
{
    private static readonly (string Name, Func<Origin, string> Get, Func<Origin, string, Origin> Set)[] OriginFields =
    [
        ("VCS", static o => o.Vcs, static (o, v) => o with { Vcs = v }),
        ("URL", static o => o.Url, static (o, v) => o with { Url = v }),
        ("Subdir", static o => o.Subdir, static (o, v) => o with { Subdir = v }),
        ("Hash", static o => o.Hash, static (o, v) => o with { Hash = v }),
        ("TagPrefix", static o => o.TagPrefix, static (o, v) => o with { TagPrefix = v }),
        ("TagSum", static o => o.TagSum, static (o, v) => o with { TagSum = v }),
        ("Ref", static o => o.Ref, static (o, v) => o with { Ref = v }),
        ("RepoSum", static o => o.RepoSum, static (o, v) => o with { RepoSum = v }),
    ];

    /// <summary>Parses a proxy's answer or a cached file, or gives the reason in the words of Go's decoder.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out RevisionInfo? info, [NotNullWhen(false)] out ParseError? error)
    {
        info = null;
        if (!GoJson.TryParse(data, out GoJsonValue? value, out error))
        {
            return false;
        }

        RevisionInfo read = new() { Version = "" };
        ParseError? problem = null;
        foreach ((string key, GoJsonValue member) in Members(value, "value of type modfetch.RevInfo", ref problem))
        {
            if (!GoJson.KeyMatches(key, "Time"))
            {
                read = WithMember(read, key, member, ref problem);
            }
            else if (TryTime(member, read.Time, out string time, out error))
            {
                read = read with { Time = time };
            }
            else
            {
                return false;
            }
        }

        error = problem;
        info = problem is null ? read : null;
        return problem is null;
    }

    /// <summary>The bytes Go's encoder would write.</summary>
    public static byte[] Encode(RevisionInfo info)
    {
        var output = new StringBuilder("{\"Version\":");
        GoJson.AppendString(output, info.Version);
        _ = output.Append(",\"Time\":");
        GoJson.AppendString(output, info.Time);
        if (info.Origin is { } origin)
        {
            _ = output.Append(",\"Origin\":{");
            AppendOrigin(output, origin);
            _ = output.Append('}');
        }

        return Encoding.UTF8.GetBytes(output.Append('}').ToString());
    }

    /// <summary>
    /// What the cache keeps of <paramref name="info"/>: tags say nothing about a version that is already resolved, and
    /// a branch nothing about a pseudo-version. Spec: CACHE-3.
    /// </summary>
    public static RevisionInfo ForCache(RevisionInfo info) => info.Origin is not { } origin ? info : info with
    {
        Origin = origin with
        {
            TagSum = "",
            TagPrefix = "",
            Ref = PseudoVersion.Is(info.Version) ? "" : origin.Ref,
        },
    };

    private static RevisionInfo WithMember(RevisionInfo info, string key, GoJsonValue member, ref ParseError? problem)
    {
        if (GoJson.KeyMatches(key, "Version"))
        {
            return info with { Version = Text(member, "RevInfo.Version", info.Version, ref problem) };
        }

        return GoJson.KeyMatches(key, "Origin") ? info with { Origin = ReadOrigin(member, info.Origin, ref problem) } : info;
    }

    /// <summary>A time that Go could not read stops its decoder at once, while a value of the wrong type is only remembered.</summary>
    private static bool TryTime(GoJsonValue member, string before, out string time, [NotNullWhen(false)] out ParseError? error)
    {
        time = before;
        error = null;
        if (member is GoJsonValue.Text text)
        {
            error = GoTime.TryParse(text.Raw, out GoTime parsed, out string reason) ? null : new ParseError(reason);
            time = error is null ? parsed.ToString() : before;
        }
        else if (member is not GoJsonValue.Null)
        {
            error = new ParseError("Time.UnmarshalJSON: input is not a JSON string");
        }

        return error is null;
    }

    private static Origin? ReadOrigin(GoJsonValue member, Origin? before, ref ParseError? problem)
    {
        if (member is GoJsonValue.Null)
        {
            return null;
        }

        Origin origin = before ?? new Origin();
        foreach ((string key, GoJsonValue value) in Members(member, "struct field RevInfo.Origin of type codehost.Origin", ref problem))
        {
            foreach ((string name, Func<Origin, string> get, Func<Origin, string, Origin> set) in OriginFields)
            {
                if (GoJson.KeyMatches(key, name))
                {
                    origin = set(origin, Text(value, "Origin.Origin." + name, get(origin), ref problem));
                }
            }
        }

        return origin;
    }

    private static IReadOnlyList<KeyValuePair<string, GoJsonValue>> Members(GoJsonValue value, string place, ref ParseError? problem)
    {
        if (value is GoJsonValue.Object found)
        {
            return found.Members;
        }

        if (value is not GoJsonValue.Null)
        {
            problem ??= new ParseError($"json: cannot unmarshal {value.Kind} into Go {place}");
        }

        return [];
    }

    private static string Text(GoJsonValue value, string field, string before, ref ParseError? problem)
    {
        if (value is GoJsonValue.Text text)
        {
            return text.Value;
        }

        if (value is not GoJsonValue.Null)
        {
            problem ??= new ParseError($"json: cannot unmarshal {value.Kind} into Go struct field {field} of type string");
        }

        return before;
    }

    private static void AppendOrigin(StringBuilder output, Origin origin)
    {
        bool first = true;
        foreach ((string name, Func<Origin, string> get, _) in OriginFields)
        {
            if (get(origin) is { Length: > 0 } value)
            {
                _ = output.Append(first ? "\"" : ",\"").Append(name).Append("\":");
                GoJson.AppendString(output, value);
                first = false;
            }
        }
    }
}
