using Sutler.Errors;
using Sutler.Go.Download;
using Sutler.Go.Sources;
using Sutler.GoModules.Json;

namespace Sutler.Output;

/// <summary>Reads what an earlier <c>mod download -json</c> printed: objects one after another. Spec: REUSE-1, REUSE-2.</summary>
internal static class ReuseFile
{
    /// <summary>The Go type whose name stands in errors about a member of the wrong kind.</summary>
    private const string ModuleType = "ModulePublic";

    /// <summary>Every object of the file, in order, those without <see cref="DownloadedModule.Origin"/> included. Unknown members are skipped.</summary>
    /// <param name="name">The file's name as the user gave it, for errors.</param>
    /// <param name="content">The file's bytes.</param>
    /// <exception cref="SutlerException"><c>parsing NAME: …</c> with the reason in Go's words.</exception>
    public static IReadOnlyList<DownloadedModule> Parse(string name, ReadOnlySpan<byte> content)
    {
        var modules = new List<DownloadedModule>();
        try
        {
            var at = GoJsonScanner.SkipSpace(content, 0);
            while (at < content.Length)
            {
                var end = GoJsonScanner.ValueEnd(content, at);
                modules.Add(ReadModule(content[at..end]));
                at = GoJsonScanner.SkipSpace(content, end);
            }

            return modules;
        }
        catch (FormatException failure)
        {
            throw new SutlerException($"parsing {name}: {failure.Message}", failure);
        }
    }

    private static DownloadedModule ReadModule(ReadOnlySpan<byte> value)
    {
        var module = new DownloadedModule();
        var kind = GoJsonValue.KindOf(value);
        if (kind == GoJsonKind.Null)
        {
            return module;
        }

        Require(GoJsonKind.Object, kind, "value of type modinfo." + ModuleType);
        foreach (var (key, range) in GoJsonValue.Members(value))
        {
            if (GoJsonValue.KindOf(value[range]) != GoJsonKind.Null)
            {
                ReadMember(module, key.ToUpperInvariant(), value[range]);
            }
        }

        return module;
    }

    /// <summary>Go finds members whatever the case of their letters.</summary>
    private static void ReadMember(DownloadedModule module, string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "PATH":
                module.Path = ReadText(value, ModuleType, "Path");
                break;
            case "VERSION":
                module.Version = ReadText(value, ModuleType, "Version");
                break;
            case "QUERY":
                module.Query = ReadText(value, ModuleType, "Query");
                break;
            case "ERROR":
                module.Error = ReadError(value);
                break;
            case "ORIGIN":
                module.Origin = ReadOrigin(value, module.Origin ?? new Origin());
                break;
            case "DIR":
                module.Dir = ReadText(value, ModuleType, "Dir");
                break;
            case "GOMOD":
                module.GoMod = ReadText(value, ModuleType, "GoMod");
                break;
            case "SUM":
                module.Sum = ReadText(value, ModuleType, "Sum");
                break;
            case "GOMODSUM":
                module.GoModSum = ReadText(value, ModuleType, "GoModSum");
                break;
            case "REUSE":
                Require(GoJsonKind.Bool, GoJsonValue.KindOf(value), $"struct field {ModuleType}.Reuse of type bool");
                module.Reuse = value[0] == (byte)'t';
                break;
            default:
                break;
        }
    }

    /// <summary>A text, or the object that other go commands print.</summary>
    private static string ReadError(ReadOnlySpan<byte> value)
    {
        var kind = GoJsonValue.KindOf(value);
        if (kind == GoJsonKind.String)
        {
            return GoJsonValue.Text(value);
        }

        Require(GoJsonKind.Object, kind, $"struct field {ModuleType}.Error of type modinfo.moduleErrorNoMethods");
        var text = "";
        foreach (var (key, range) in GoJsonValue.Members(value))
        {
            if (key.Equals("Err", StringComparison.OrdinalIgnoreCase) && GoJsonValue.KindOf(value[range]) != GoJsonKind.Null)
            {
                text = ReadText(value[range], ModuleType, "Error.Err");
            }
        }

        return text;
    }

    private static Origin ReadOrigin(ReadOnlySpan<byte> value, Origin origin)
    {
        Require(GoJsonKind.Object, GoJsonValue.KindOf(value), $"struct field {ModuleType}.Origin of type codehost.Origin");
        foreach (var (key, range) in GoJsonValue.Members(value))
        {
            if (GoJsonValue.KindOf(value[range]) != GoJsonKind.Null)
            {
                origin = ReadOriginMember(origin, key.ToUpperInvariant(), value[range]);
            }
        }

        return origin;
    }

    private static Origin ReadOriginMember(Origin origin, string key, ReadOnlySpan<byte> value)
    {
        const string Type = "Origin.Origin";
        return key switch
        {
            "VCS" => origin with { Vcs = ReadText(value, Type, "VCS") },
            "URL" => origin with { Url = ReadText(value, Type, "URL") },
            "SUBDIR" => origin with { Subdir = ReadText(value, Type, "Subdir") },
            "HASH" => origin with { Hash = ReadText(value, Type, "Hash") },
            "TAGPREFIX" => origin with { TagPrefix = ReadText(value, Type, "TagPrefix") },
            "TAGSUM" => origin with { TagSum = ReadText(value, Type, "TagSum") },
            "REF" => origin with { Ref = ReadText(value, Type, "Ref") },
            "REPOSUM" => origin with { RepoSum = ReadText(value, Type, "RepoSum") },
            _ => origin,
        };
    }

    private static string ReadText(ReadOnlySpan<byte> value, string type, string field)
    {
        Require(GoJsonKind.String, GoJsonValue.KindOf(value), $"struct field {type}.{field} of type string");
        return GoJsonValue.Text(value);
    }

    private static void Require(GoJsonKind wanted, GoJsonKind found, string target)
    {
        if (found != wanted)
        {
            throw new FormatException($"json: cannot unmarshal {found.ToString().ToLowerInvariant()} into Go {target}");
        }
    }
}
