using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <content>Edits of the requirements.</content>
public sealed partial class GoModFile
{
    /// <summary>Sets the version of the first line for the module's path and drops its other lines; a new path goes to the last block.</summary>
    public void AddRequire(ModuleId module)
    {
        RequireDirective? first = RequireList.Find(require => require.Module.Path == module.Path);
        if (first is null)
        {
            AddNewRequire(module, indirect: false);
            return;
        }

        first.Module = module;
        SyntaxFile.UpdateLine(first.Syntax, "require", GoLiteral.AutoQuote(module.Path), module.Version);
        Drop(RequireList, require => require.Module.Path == module.Path && require != first);
    }

    /// <summary>Removes all requirements of a path.</summary>
    public void DropRequire(string path) => Drop(RequireList, require => require.Module.Path == path);

    /// <summary>
    /// Makes the requirements exactly <paramref name="requirements"/>: kept ones stay where they are with their comments, new ones
    /// join the last block. This is how a file below go 1.17 is written. Call <see cref="GoFile.Cleanup"/> afterwards. Spec: GOMOD-22.
    /// </summary>
    public void SetRequire(IEnumerable<(ModuleId Module, bool Indirect)> requirements)
    {
        Dictionary<string, (string Version, bool Indirect)> needed = [];
        foreach ((ModuleId module, bool indirect) in requirements)
        {
            if (needed.TryGetValue(module.Path, out (string Version, bool) known) && known.Version != module.Version)
            {
                throw new ArgumentException($"two versions of {module.Path}: {known.Version} and {module.Version}", nameof(requirements));
            }

            needed[module.Path] = (module.Version, indirect);
        }

        HashSet<RequireDirective> dropped = [];
        foreach (RequireDirective require in RequireList)
        {
            if (needed.Remove(require.Module.Path, out (string Version, bool Indirect) wanted))
            {
                Update(require, wanted.Version, wanted.Indirect);
            }
            else
            {
                dropped.Add(require);
            }
        }

        Drop(RequireList, dropped.Contains);
        foreach ((string path, (string version, bool indirect)) in needed)
        {
            AddNewRequire(new ModuleId(path, version), indirect);
        }

        SortBlocks();
    }

    /// <summary>
    /// Like <see cref="SetRequire"/>, but keeps direct and indirect requirements in blocks of their own, as from go 1.17: the last
    /// uncommented block of each kind, made when missing, takes new and changed ones; a single uncommented block is split in two.
    /// Call <see cref="GoFile.Cleanup"/> afterwards. Spec: GOMOD-22.
    /// </summary>
    public void SetRequireSeparateIndirect(IEnumerable<(ModuleId Module, bool Indirect)> requirements)
    {
        Dictionary<string, (ModuleId Module, bool Indirect)> needed = [];
        foreach ((ModuleId module, bool indirect) in requirements)
        {
            needed[module.Path] = (module, indirect);
        }

        RequireBlocks blocks = RequireBlocks.Find(Syntax);
        List<RequireDirective> kept = [];
        foreach (RequireDirective require in RequireList)
        {
            if (!needed.Remove(require.Module.Path, out (ModuleId Module, bool Indirect) wanted))
            {
                require.Syntax.Remove();
                continue;
            }

            Update(require, wanted.Module.Version, wanted.Indirect);
            blocks.MoveIfMisplaced(require);
            kept.Add(require);
        }

        kept.AddRange(needed.Values.Select(wanted => blocks.Add(wanted.Module, wanted.Indirect)));
        RequireList = kept;
        SortBlocks();
    }

    private void AddNewRequire(ModuleId module, bool indirect)
    {
        SyntaxLine line = Syntax.AddLine(null, "require", GoLiteral.AutoQuote(module.Path), module.Version);
        DirectiveComments.SetIndirect(line, indirect);
        RequireList.Add(new RequireDirective(line, module, indirect));
    }

    private static void Update(RequireDirective require, string version, bool indirect)
    {
        SyntaxLine line = require.Syntax;
        require.Module = require.Module with { Version = version };
        require.Indirect = indirect;
        if (line.InBlock && line.Before is [""])
        {
            // Sorting moves the line, and the blank line before it would go along (golang.org/issue/33779).
            line.Before = null;
        }

        line.Arguments[1] = version;
        DirectiveComments.SetIndirect(line, indirect);
    }
}
