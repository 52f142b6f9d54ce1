using System.Text;
using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.GoModules.Modules;
using Sutler.TestKit;

namespace Sutler.Tests.Queries;

/// <summary>A run with sources in memory, as a main module sees them.</summary>
internal sealed class QueryWorld
{
    private readonly List<MemoryModuleRepository> _modules = [];
    private readonly List<(ModuleId Old, ModuleId New)> _replaces = [];
    private readonly List<(ModuleId Old, ModuleId New)> _workFileReplaces = [];
    private readonly HashSet<ModuleId> _exclusions = [];
    private readonly Dictionary<string, string> _directories = new(StringComparer.Ordinal);

    public List<string> MainModules { get; } = [];

    public Func<ModuleId, SutlerException?> GoModFailure { get; set; } = _ => null;

    public MemoryModuleRepository Module(string path)
    {
        var module = new MemoryModuleRepository(path);
        _modules.Add(module);
        return module;
    }

    public QueryWorld Replace(string old, string target, bool inWorkFile = false)
    {
        (inWorkFile ? _workFileReplaces : _replaces).Add((Id(old), Id(target)));
        return this;
    }

    public QueryWorld Exclude(string module)
    {
        _exclusions.Add(Id(module));
        return this;
    }

    public QueryWorld Directory(string path, string goMod)
    {
        _directories.Add(path, goMod);
        return this;
    }

    /// <summary>The version, or the text of the failure as printed.</summary>
    public async Task<string> AskAsync(string pathAtQuery, string current = "", bool filtered = true)
    {
        var (path, query) = Id(pathAtQuery);
        var settings = Settings();
        var versionQuery = new VersionQuery(settings);
        var allowed = new AllowedVersions(versionQuery, settings, _exclusions);
        VersionCheck? check = filtered && !VersionQuery.IsRevision(path, query) ? allowed.CheckAsync : null;
        try
        {
            return (await versionQuery.ResolveAsync(path, query, current, check, CancellationToken.None)).Version;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return QueryFailure.Attribute(path, query, failure).Message;
        }
    }

    public QuerySettings Settings() => new()
    {
        Sources = new MemoryModuleSources([.. _modules]),
        RunningGoVersion = "1.24.4",
        MainModules = MainModules,
        Replacements = new ReplaceDirectives(_workFileReplaces, [_replaces]),
        ReadGoModAsync = async (module, token) =>
        {
            if (GoModFailure(module) is { } failure)
            {
                throw failure;
            }

            return module.Version.Length == 0
                ? Encoding.UTF8.GetBytes(_directories[module.Path])
                : await _modules.Single(repository => repository.Path.Text == module.Path).GoModAsync(module.Version, token);
        },
    };

    public static ModuleId Id(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? new ModuleId(text, "") : new ModuleId(text[..at], text[(at + 1)..]);
    }
}
