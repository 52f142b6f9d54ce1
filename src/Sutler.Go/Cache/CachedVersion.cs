using Sutler.GoModules.Modules;

namespace Sutler.Go.Cache;

/// <summary>Where one module version lives in the module cache: nothing but names, all absolute. Made by <see cref="CacheLayout.Locate"/>.</summary>
/// <remarks>Spec: CACHE-1, ESC-1, ESC-2.</remarks>
public sealed class CachedVersion
{
    private readonly string _stem;
    private readonly string _partialStem;

    internal CachedVersion(ModuleId module, string directory, string escapedVersion, string treePath, string partialStem)
    {
        Module = module;
        Directory = directory;
        EscapedVersion = escapedVersion;
        TreePath = treePath;
        _partialStem = partialStem;
        _stem = Path.Combine(directory, escapedVersion);
    }

    /// <summary>The module version, unescaped.</summary>
    public ModuleId Module { get; }

    /// <summary>The <c>@v</c> directory of the module.</summary>
    public string Directory { get; }

    /// <summary>The version as file names have it, such as <c>v1.0.0-!r!c1</c>.</summary>
    public string EscapedVersion { get; }

    /// <summary>Version and time as JSON; renamed into place.</summary>
    public string InfoPath => field ??= _stem + ".info";

    /// <summary>The go.mod as served; renamed into place.</summary>
    public string ModPath => field ??= _stem + ".mod";

    /// <summary>The zip as served; renamed into place after <see cref="ZipHashPath"/> was written.</summary>
    public string ZipPath => field ??= _stem + ".zip";

    /// <summary>The h1 of the zip, 47 bytes; rewritten under its own lock.</summary>
    public string ZipHashPath => field ??= _stem + ".ziphash";

    /// <summary>Empty; its lock is held while zip or tree are made. Never deleted.</summary>
    public string LockPath => field ??= _stem + ".lock";

    /// <summary>Exists only while go unpacks the tree in place, or after a crash in it.</summary>
    public string PartialMarkerPath => field ??= _stem + ".partial";

    /// <summary>The module's known versions that have a go.mod, one a line.</summary>
    public string ListPath => Path.Combine(Directory, "list");

    /// <summary>The extracted tree, <c>P@v</c>.</summary>
    public string TreePath { get; }

    /// <summary>Our own: the zip while it is being transferred, kept over an interruption. Decision 6.</summary>
    public string PartialZipPath => field ??= _partialStem + ".zip.part";

    /// <summary>Our own: the tree while nobody may see it; only under the lock of <see cref="TransferLockPath"/>. ADR 4.</summary>
    public string StagedTreePath => field ??= _partialStem + ".tree";

    /// <summary>Our own: locked during a transfer, so that go never waits for our network. Decision 5.</summary>
    public string TransferLockPath => field ??= _partialStem + ".lock";

    /// <inheritdoc/>
    public override string ToString() => Module.ToString();
}
