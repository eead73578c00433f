# embed_files(TARGET FILE…): puts the files into the program as they are (mock/embedded.h). The
# assembler reads the bytes, so that large files cost nothing to compile.
function(embed_files target)
  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(entries "")
  set(number 0)
  foreach(file ${ARGN})
    file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR} ${file})
    string(APPEND assembly
      "    .global brazecheck_file_${number}\nbrazecheck_file_${number}:\n    .incbin \"${file}\"\n"
      "    .global brazecheck_file_${number}_end\nbrazecheck_file_${number}_end:\n    .byte 0\n")
    string(APPEND declarations
      "extern const char brazecheck_file_${number}[], brazecheck_file_${number}_end[];\n")
    string(APPEND entries
      "      {\"${name}\", {brazecheck_file_${number}, static_cast<std::size_t>(brazecheck_file_${number}_end - brazecheck_file_${number})}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${out}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${out}.cc @ONLY CONTENT
"#include \"mock/embedded.h\"

extern \"C\" {
${declarations}}

namespace brazecheck::mock {

const std::map<std::string, std::string_view>& embedded_files() {
  static const std::map<std::string, std::string_view> kFiles = {
${entries}  };
  return kFiles;
}

}  // namespace brazecheck::mock
")
  set_source_files_properties(${out}.S PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_sources(${target} PRIVATE ${out}.S ${out}.cc)
endfunction()
