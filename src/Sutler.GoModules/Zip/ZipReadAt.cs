namespace Sutler.GoModules.Zip;

/// <summary>Reads bytes of a zip file from <paramref name="offset"/> on, from any thread.</summary>
/// <returns>How many bytes were read: all of <paramref name="destination"/> unless the file ends before.</returns>
public delegate int ZipReadAt(long offset, Span<byte> destination);
