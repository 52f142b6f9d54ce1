using System.Text;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Zip;

/// <summary>Which files of a source tree make up a module zip. Spec: CREATE-1 to CREATE-11, ZIP-3 to ZIP-5.</summary>
public sealed class ModuleZipSelection
{
    private const string GoMod = "go.mod";
    private const string License = "LICENSE";

    private readonly VendoredFiles _vendored;
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly PathCollisions _collisions;
    private readonly List<int> _included = [];
    private readonly StringBuilder _violations = new();
    private string? _sizeViolation;
    private long _room = ModuleZipLimits.Zip;

    private ModuleZipSelection(string goLine, int files)
    {
        _vendored = VendoredFiles.For(goLine);
        _collisions = new PathCollisions(files);
    }

    /// <summary>
    /// The positions of the files that go into the zip, in the order given; else null, and <paramref name="violation"/> is the go command's
    /// text: the size rule that the tree as a whole breaks, or all bad files, one per line.
    /// </summary>
    /// <param name="module">The module; its path and version are checked too.</param>
    /// <param name="files">All files below the module's directory, nested modules and all.</param>
    /// <param name="goLine">The go line of the module's own go.mod, which decides what is vendored; empty when there is none.</param>
    /// <param name="violation">Why there can be no zip.</param>
    public static IReadOnlyList<int>? Select(ModuleId module, IReadOnlyList<SourceFile> files, string goLine, out string? violation)
    {
        ArgumentNullException.ThrowIfNull(files);
        violation = ModuleZipRules.CheckModule(module);
        if (violation is not null)
        {
            return null;
        }

        var selection = new ModuleZipSelection(goLine, files.Count);
        selection.FindModules(files);
        for (var i = 0; i < files.Count; i++)
        {
            selection.Settle(files[i], i);
        }

        violation = selection._sizeViolation ?? (selection._violations.Length > 0 ? selection._violations.ToString() : null);
        return violation is null ? selection._included : null;
    }

    // Spec: CREATE-1. What only looks like a go.mod, such as a directory or a link, bounds no module.
    private void FindModules(IReadOnlyList<SourceFile> files)
    {
        foreach (var file in files)
        {
            var name = file.Path.LastIndexOf('/') + 1;
            if (name > 0 && file.IsRegular && file.Path.Length - name == GoMod.Length && SimpleFolding.AreEqual(file.Path[name..], GoMod))
            {
                _modules.Add(file.Path[..name]);
            }
        }
    }

    private void Settle(SourceFile file, int position)
    {
        if (Violation(file) is { } violation)
        {
            Report(file.Path, violation);
        }
        else if (IsLeftOut(file))
        {
            _settled.Add(file.Path);
        }
        else if (SizeViolation(file) is { } tooLarge)
        {
            Report(file.Path, tooLarge);
        }
        else
        {
            _included.Add(position);
        }
    }

    // What is left out for where it stands may have any name; a link is left out only after its name was found good. Spec: CREATE-2 to CREATE-9.
    private string? Violation(SourceFile file)
    {
        if (!CleanPath.IsClean(file.Path))
        {
            return "file path is not clean";
        }

        if (file.Path.StartsWith('/'))
        {
            return "file path is not relative";
        }

        if (IsOutOfBounds(file.Path))
        {
            return null;
        }

        if (ModulePathRules.CheckFilePath(file.Path) is { } malformed)
        {
            return malformed.Reason;
        }

        return file.Path != GoMod && SimpleFolding.AreEqual(file.Path, GoMod)
            ? "go.mod files must have lowercase names"
            : _collisions.Add(file.Path, isDirectory: false);
    }

    private bool IsLeftOut(SourceFile file) => !file.IsRegular || IsOutOfBounds(file.Path);

    // Mercurial writes .hg_archival.txt into its archives; it is dropped whatever the system was.
    private bool IsOutOfBounds(string path) => _vendored.Contain(path) || IsInOtherModule(path) || path == ".hg_archival.txt";

    private bool IsInOtherModule(string path)
    {
        if (_modules.Count == 0)
        {
            return false;
        }

        var directories = _modules.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var slash = path.LastIndexOf('/'); slash >= 0; slash = slash == 0 ? -1 : path.LastIndexOf('/', slash - 1))
        {
            if (directories.Contains(path.AsSpan(0, slash + 1)))
            {
                return true;
            }
        }

        return false;
    }

    // Spec: CREATE-10.
    private string? SizeViolation(SourceFile file)
    {
        if (file.Size >= 0 && file.Size <= _room)
        {
            _room -= file.Size;
        }
        else
        {
            _sizeViolation ??= $"module source tree too large (max size is {ModuleZipLimits.Zip} bytes)";
        }

        return file.Path switch
        {
            GoMod when file.Size > ModuleZipLimits.GoMod => $"go.mod file too large (max size is {ModuleZipLimits.GoMod} bytes)",
            License when file.Size > ModuleZipLimits.License => $"LICENSE file too large (max size is {ModuleZipLimits.License} bytes)",
            _ => null,
        };
    }

    // Of one path, the go command tells only the first thing.
    private void Report(string path, string reason)
    {
        if (_settled.Add(path))
        {
            _violations.Append(_violations.Length > 0 ? "\n" : "").Append(path).Append(": ").Append(reason);
        }
    }
}
