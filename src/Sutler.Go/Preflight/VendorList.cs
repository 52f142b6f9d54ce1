using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>A parsed <c>vendor/modules.txt</c>. Whatever it does not understand it passes over, as the go command does.</summary>
/// <remarks>
/// <c># path version [=&gt; target]</c> or <c># path =&gt; target</c> begins a module; <c>## explicit; go 1.21</c> and lines with
/// an import path follow. <c>## workspace</c> at the top is the mark of a workspace's.
/// </remarks>
internal sealed class VendorList
{
    private const int MaxLength = 16 << 20;

    private readonly Dictionary<ModuleId, VendorModule> _modules = [];
    private readonly Dictionary<string, ModuleId> _packages = new(StringComparer.Ordinal);
    private ModuleId? _current;

    private VendorList(bool isOfWorkspace) => IsOfWorkspace = isOfWorkspace;

    /// <summary>Whether <c>go work vendor</c> made it.</summary>
    public bool IsOfWorkspace { get; }

    /// <summary>The modules; an empty version stands for every one.</summary>
    public IReadOnlyDictionary<ModuleId, VendorModule> Modules => _modules;

    /// <summary>The module of each package.</summary>
    public IReadOnlyDictionary<string, ModuleId> Packages => _packages;

    /// <summary>Reads the list of a vendor directory; one that is not there is empty.</summary>
    public static VendorList Read(string directory)
    {
        try
        {
            var path = Path.Combine(directory, "modules.txt");
            return new FileInfo(path).Length > MaxLength ? new VendorList(false) : Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return new VendorList(false);
        }
    }

    /// <summary>Parses a list.</summary>
    public static VendorList Parse(string text)
    {
        var lines = text.Split('\n');
        var list = new VendorList(Annotations(lines[0]).Contains("workspace"));
        foreach (var line in lines)
        {
            list.Add(line.TrimEnd('\r'));
        }

        return list;
    }

    private static string[] Annotations(string line) =>
        line.StartsWith("## ", StringComparison.Ordinal) ? line[3..].Split(';', StringSplitOptions.TrimEntries) : [];

    private void Add(string line)
    {
        if (line.StartsWith("# ", StringComparison.Ordinal))
        {
            Begin(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1..]);
        }
        else if (_current is { } module)
        {
            Continue(module, line);
        }
    }

    private void Begin(string[] words)
    {
        _current = words switch
        {
            [var path, var version, ..] when SemanticVersion.IsValid(version) => new ModuleId(path, version),
            [var path, "=>", ..] => new ModuleId(path, ""),
            _ => null,
        };
        if (_current is not { } module)
        {
            return;
        }

        var target = words[(module.Version.Length > 0 ? 2 : 1)..] switch
        {
            ["=>", var directory] => new ModuleId(directory, ""),
            ["=>", var path, var version] when SemanticVersion.IsValid(version) => new ModuleId(path, version),
            _ => (ModuleId?)null,
        };
        Of(module).Replacement = target ?? Of(module).Replacement;
    }

    private void Continue(ModuleId module, string line)
    {
        if (line.StartsWith("##", StringComparison.Ordinal))
        {
            Of(module).IsExplicit |= Annotations(line).Contains("explicit");
        }
        else if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var package] && ModulePathRules.CheckImportPath(package) is null)
        {
            _packages[package] = module;
            Of(module).HasPackages = true;
        }
    }

    private VendorModule Of(ModuleId module)
    {
        if (!_modules.TryGetValue(module, out var known))
        {
            _modules[module] = known = new VendorModule();
        }

        return known;
    }
}
