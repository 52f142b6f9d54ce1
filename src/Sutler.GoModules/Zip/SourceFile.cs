namespace Sutler.GoModules.Zip;

/// <summary>A file of a source tree that may go into a module zip.</summary>
/// <param name="Path">Relative to the module's directory, with <c>/</c>; not checked.</param>
/// <param name="Size">Bytes, as declared.</param>
/// <param name="IsRegular">Whether it is a file, and no symbolic link or anything else.</param>
public readonly record struct SourceFile(string Path, long Size, bool IsRegular = true);
