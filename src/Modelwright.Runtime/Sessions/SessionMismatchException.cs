namespace Modelwright;

/// <summary>A saved session does not fit the one that loads it; the message names the file and what is wrong.</summary>
/// <param name="source">The file.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class SessionMismatchException(string source, string problem) : IOException($"{source}: {problem}");
