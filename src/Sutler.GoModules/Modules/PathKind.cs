namespace Sutler.GoModules.Modules;

/// <summary>The three kinds of path, each with an alphabet of its own.</summary>
internal enum PathKind
{
    /// <summary>PATH-2.</summary>
    Module,

    /// <summary>PATH-9.</summary>
    Import,

    /// <summary>PATH-10.</summary>
    File,
}
