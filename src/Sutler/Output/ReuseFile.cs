using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Download;
using Sutler.Go.Json;
using Sutler.Go.Queries;
using Sutler.Go.Sources;

namespace Sutler.Output;

/// <summary>Reads what an earlier <c>mod download -json</c> printed: objects one after another. Spec: REUSE-1, REUSE-2.</summary>
internal static class ReuseFile
{
    /// <summary>The Go type whose name stands in errors about a member of the wrong kind.</summary>
    private const string ModuleType = "ModulePublic";

    /// <summary>
    /// What the file says, as far as it can be judged: objects without an origin are left out. Fails with <c>open NAME: reason</c> or as
    /// <see cref="Parse"/> does.
    /// </summary>
    /// <param name="name">The file's name as the user gave it.</param>
    /// <param name="workingDirectory">What a relative name begins at.</param>
    public static EarlierResults Read(string name, string workingDirectory)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(Path.Combine(workingDirectory, name));
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("open", name, error);
        }

        return new EarlierResults(Parse(name, content).Where(module => module.Origin is not null).Select(module => new EarlierResult
        {
            Path = module.Path,
            Version = module.Version,
            Query = module.Query,
            Error = module.Error,
            Origin = module.Origin!,
        }));
    }

    /// <summary>Every object of the file, in order, those without <see cref="DownloadedModule.Origin"/> included. Unknown members are skipped.</summary>
    /// <param name="name">The file's name as the user gave it, for errors.</param>
    /// <param name="content">The file's bytes.</param>
    /// <exception cref="SutlerException"><c>parsing NAME: …</c> with the reason in Go's words.</exception>
    public static IReadOnlyList<DownloadedModule> Parse(string name, ReadOnlySpan<byte> content)
    {
        var modules = new List<DownloadedModule>();
        var offset = 0;
        while (true)
        {
            if (!GoJson.TryParseNext(content, ref offset, out var value, out var error))
            {
                throw Failure(name, error.Reason);
            }

            if (value is null)
            {
                return modules;
            }

            try
            {
                modules.Add(ReadModule(value));
            }
            catch (FormatException failure)
            {
                throw Failure(name, failure.Message);
            }
        }
    }

    private static SutlerException Failure(string name, string reason) => new($"parsing {name}: {reason}");

    private static DownloadedModule ReadModule(GoJsonValue value)
    {
        var module = new DownloadedModule();
        foreach (var (key, member) in Members(value, "value of type modinfo." + ModuleType))
        {
            switch (key)
            {
                case "PATH":
                    module.Path = Text(member, "Path");
                    break;
                case "VERSION":
                    module.Version = Text(member, "Version");
                    break;
                case "QUERY":
                    module.Query = Text(member, "Query");
                    break;
                case "DIR":
                    module.Dir = Text(member, "Dir");
                    break;
                case "GOMOD":
                    module.GoMod = Text(member, "GoMod");
                    break;
                case "SUM":
                    module.Sum = Text(member, "Sum");
                    break;
                case "GOMODSUM":
                    module.GoModSum = Text(member, "GoModSum");
                    break;
                case "ERROR":
                    module.Error = ReadError(member);
                    break;
                case "ORIGIN":
                    module.Origin = ReadOrigin(member, module.Origin ?? new Origin());
                    break;
                case "REUSE":
                    module.Reuse = member is GoJsonValue.Bool flag ? flag.Value : throw Mismatch(member, Field("Reuse", "bool"));
                    break;
                default:
                    break;
            }
        }

        return module;
    }

    /// <summary>A text, or the object that other go commands print.</summary>
    private static string ReadError(GoJsonValue value)
    {
        if (value is GoJsonValue.Text text)
        {
            return text.Value;
        }

        var error = "";
        foreach (var (key, member) in Members(value, Field("Error", "modinfo.moduleErrorNoMethods")))
        {
            error = key == "ERR" ? Text(member, "Error.Err") : error;
        }

        return error;
    }

    private static Origin ReadOrigin(GoJsonValue value, Origin origin)
    {
        foreach (var (key, member) in Members(value, Field("Origin", "codehost.Origin")))
        {
            origin = key switch
            {
                "VCS" => origin with { Vcs = OriginText(member, "VCS") },
                "URL" => origin with { Url = OriginText(member, "URL") },
                "SUBDIR" => origin with { Subdir = OriginText(member, "Subdir") },
                "HASH" => origin with { Hash = OriginText(member, "Hash") },
                "TAGPREFIX" => origin with { TagPrefix = OriginText(member, "TagPrefix") },
                "TAGSUM" => origin with { TagSum = OriginText(member, "TagSum") },
                "REF" => origin with { Ref = OriginText(member, "Ref") },
                "REPOSUM" => origin with { RepoSum = OriginText(member, "RepoSum") },
                _ => origin,
            };
        }

        return origin;
    }

    /// <summary>
    /// The members of an object that Go's decoder would store, keys in upper case since it finds a field whatever the case of the letters;
    /// null is passed over, as a member and as the whole.
    /// </summary>
    private static IEnumerable<(string Key, GoJsonValue Value)> Members(GoJsonValue value, string target) => value switch
    {
        GoJsonValue.Null => [],
        GoJsonValue.Object members => members.Members
            .Where(member => member.Value is not GoJsonValue.Null)
            .Select(member => (member.Key.ToUpperInvariant(), member.Value)),
        _ => throw Mismatch(value, target),
    };

    private static string Text(GoJsonValue value, string field) =>
        value is GoJsonValue.Text text ? text.Value : throw Mismatch(value, Field(field, "string"));

    private static string OriginText(GoJsonValue value, string field) =>
        value is GoJsonValue.Text text ? text.Value : throw Mismatch(value, $"struct field Origin.Origin.{field} of type string");

    private static string Field(string name, string type) => $"struct field {ModuleType}.{name} of type {type}";

    private static FormatException Mismatch(GoJsonValue value, string target) => new($"json: cannot unmarshal {value.Kind} into Go {target}");
}
