namespace Sutler.Go.Digests;

/// <summary>A place in a journal that cannot be read: the records there are lost, and prove nothing against any file.</summary>
/// <param name="Journal">The file, an absolute path.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record JournalDamage(string Journal, int Line, string Reason);
